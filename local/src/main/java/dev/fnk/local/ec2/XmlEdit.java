package dev.fnk.local.ec2;

import dev.fnk.local.aws.AwsError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** An answer of EC2 that is changed before it is given. */
final class XmlEdit {
  private final Document document;

  private XmlEdit(Document document) {
    this.document = document;
  }

  static XmlEdit parse(byte[] body) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return new XmlEdit(factory.newDocumentBuilder().parse(new ByteArrayInputStream(body)));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AwsError(500, "InternalFailure", "an answer is not XML: " + e.getMessage());
    }
  }

  /** The items of a set below the root. */
  List<Element> items(String set) {
    return children(document.getDocumentElement(), set);
  }

  /** The children of the child of that name. */
  List<Element> children(Element parent, String name) {
    return child(parent, name).map(XmlEdit::elements).orElseGet(List::of);
  }

  /** The text at the end of a path; empty when there is none. */
  String text(Element parent, String... path) {
    Optional<Element> at = Optional.of(parent);
    for (String name : path) {
      at = at.flatMap(e -> child(e, name));
    }
    return at.map(e -> e.getTextContent().strip()).orElse("");
  }

  void set(Element parent, String name, String text) {
    Element fresh = fresh(parent, name);
    fresh.setTextContent(text);
  }

  void set(Element parent, String name, Map<String, String> texts) {
    Element fresh = fresh(parent, name);
    new TreeMap<>(texts).forEach((key, text) -> set(fresh, key, text));
  }

  void remove(Element item) {
    item.getParentNode().removeChild(item);
  }

  /** An empty child of that name, in place of one that is there. */
  private Element fresh(Element parent, String name) {
    Element made = document.createElementNS(parent.getNamespaceURI(), name);
    Optional<Element> old = child(parent, name);
    if (old.isPresent()) {
      parent.replaceChild(made, old.get());
    } else {
      parent.appendChild(made);
    }
    return made;
  }

  private static Optional<Element> child(Element parent, String name) {
    return elements(parent).stream().filter(e -> e.getTagName().equals(name)).findFirst();
  }

  private static List<Element> elements(Element parent) {
    List<Element> elements = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element e) {
        elements.add(e);
      }
    }
    return elements;
  }

  byte[] bytes() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TransformerFactory factory = TransformerFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.newTransformer().transform(new DOMSource(document), new StreamResult(out));
      return out.toByteArray();
    } catch (TransformerException e) {
      throw new IllegalStateException("a document that was read can be written", e);
    }
  }
}
